/// What stands before the values of a `.safetensors` file.
struct SafetensorsHeader {
  /// What the header says of one tensor; `start` and `end` count from the end of the header.
  struct Entry {
    let name: String
    let shape: [Int]
    let start: Int
    let end: Int
  }

  private(set) var notes: [Safetensors.Note] = []
  /// In the order of their bytes, without gaps or overlaps, to the end of the file.
  private(set) var entries: [Entry] = []
  /// Bytes before the first value.
  let length: Int

  /// The most bytes of a header.
  private static let limit = 16 << 20

  init(_ bytes: [UInt8]) throws(Diagnostic) {
    let header = try Self.text(bytes)
    length = 8 + header.count
    let document: JSONDocument
    do { document = try JSONDocument.read(header) } catch {
      throw Self.damaged("its header is no JSON: \(error.diagnostics.first?.summary ?? "")")
    }
    guard let members = document.root.members else { throw Self.damaged("its header is no object") }
    for member in members {
      if member.key == "__metadata__" {
        notes = try Self.notes(member.node)
      } else {
        entries.append(try Self.entry(member))
      }
    }
    entries.sort { ($0.start, $0.end) < ($1.start, $1.end) }
    try checkRanges(size: bytes.count - length)
  }

  private func checkRanges(size: Int) throws(Diagnostic) {
    var end = 0
    for entry in entries {
      guard entry.start == end else {
        throw Self.damaged(
          "\(HarmlessText.quoted(entry.name)) begins at byte \(entry.start), not at \(end)")
      }
      end = entry.end
    }
    guard end == size else {
      throw Self.damaged("its tensors take \(end) bytes, but \(size) are there")
    }
  }

  private static func text(_ bytes: [UInt8]) throws(Diagnostic) -> [UInt8] {
    guard bytes.count >= 8 else { throw damaged(bytes.isEmpty ? "it is empty" : "it is cut") }
    let length = LittleEndian.integer(bytes, at: 0, width: 8)
    guard length <= UInt64(limit) else {
      throw damaged("its header would be longer than \(limit >> 20) MiB")
    }
    guard length <= UInt64(bytes.count - 8) else { throw damaged("it is cut inside its header") }
    let header = bytes[8..<8 + Int(length)]
    guard header.first == UInt8(ascii: "{") else {
      throw damaged("its header does not begin with {")
    }
    return Array(header)
  }

  private static func notes(_ node: JSONNode) throws(Diagnostic) -> [Safetensors.Note] {
    guard let members = node.members else { throw damaged("its metadata are no object") }
    var notes: [Safetensors.Note] = []
    for member in members {
      guard let text = member.node.text else {
        throw damaged("the metadata \(HarmlessText.quoted(member.key)) are no text")
      }
      notes.append(.init(member.key, text))
    }
    return notes
  }

  private static func entry(_ member: JSONMember) throws(Diagnostic) -> Entry {
    let quoted = HarmlessText.quoted(member.key)
    guard let type = member.node["dtype"]?.text, let shapeNodes = member.node["shape"]?.list,
      let offsets = member.node["data_offsets"]?.list, member.node.members?.count == 3
    else {
      throw damaged("\(quoted) lacks dtype, shape or data_offsets, or has more")
    }
    guard type == "F32" else {
      throw Diagnostic(
        message: "\(quoted) holds numbers of type \(HarmlessText.quoted(type)); F32 is read",
        hint: "convert the tensor to float32")
    }
    let shape = shapeNodes.compactMap(\.integer)
    guard shape.count == shapeNodes.count, shape.count <= 32, shape.allSatisfy({ $0 >= 0 }) else {
      throw damaged("the shape of \(quoted) is no list of sizes")
    }
    let places = offsets.compactMap(\.integer)
    guard places.count == 2, offsets.count == 2, places[0] >= 0, places[0] <= places[1] else {
      throw damaged("the offsets of \(quoted) are no range")
    }
    guard NumpyHeader.size(of: shape, width: 4) == places[1] - places[0] else {
      throw damaged(
        "\(quoted) of shape \(NumpyArray.words(shape)) does not take \(places[1] - places[0]) bytes"
      )
    }
    return Entry(name: member.key, shape: shape, start: places[0], end: places[1])
  }

  private static func damaged(_ message: String) -> Diagnostic {
    Diagnostic(message: "the .safetensors file is damaged: \(message)")
  }
}
