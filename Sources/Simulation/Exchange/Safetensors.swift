/// Named arrays of Floats and notes, as a `.safetensors` file.
///
/// Source: the published format: eight bytes with the length of a JSON header, the header with type,
/// shape and byte range of each tensor, and the bytes of all tensors without a gap.
public struct Safetensors: Equatable, Sendable {
  public struct Tensor: Equatable, Sendable {
    public var name: String
    public var shape: [Int]
    /// The last index runs fastest.
    public var values: [Float]

    /// - Precondition: `values` holds the product of `shape` many.
    public init(name: String, shape: [Int], values: [Float]) {
      precondition(values.count == shape.reduce(1, *))
      self.name = name
      self.shape = shape
      self.values = values
    }
  }

  /// A text that the file carries beside the tensors, in `__metadata__`.
  public struct Note: Equatable, Sendable {
    public var key: String
    public var text: String

    public init(_ key: String, _ text: String) {
      self.key = key
      self.text = text
    }
  }

  /// In the order of their bytes.
  public var tensors: [Tensor]
  public var notes: [Note]

  public init(tensors: [Tensor] = [], notes: [Note] = []) {
    self.tensors = tensors
    self.notes = notes
  }

  public subscript(tensor name: String) -> Tensor? { tensors.first { $0.name == name } }
  public subscript(note key: String) -> String? { notes.first { $0.key == key }?.text }

  /// The file: the same tensors and notes give the same bytes.
  public var bytes: [UInt8] {
    var members: [JSON.Member] = []
    if !notes.isEmpty {
      members.append(.init("__metadata__", .object(notes.map { .init($0.key, .text($0.text)) })))
    }
    var offset = 0
    for tensor in tensors {
      let end = offset + 4 * tensor.values.count
      let facts: JSON = [
        "dtype": "F32", "shape": .list(tensor.shape.map { .integer($0) }),
        "data_offsets": [.integer(offset), .integer(end)],
      ]
      members.append(.init(tensor.name, facts))
      offset = end
    }
    var header = Array(JSON.object(members).text(.compact).utf8)
    // Padded so that the values begin at a multiple of eight.
    while header.count % 8 != 0 { header.append(UInt8(ascii: " ")) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 + header.count + offset)
    LittleEndian.append(UInt64(header.count), to: &bytes)
    bytes += header
    for tensor in tensors { LittleEndian.append(tensor.values, to: &bytes) }
    return bytes
  }

  /// Reads a file.
  ///
  /// Everything the header says is checked against the size of the file before anything
  /// is allocated.
  ///
  /// - Throws: what is wrong: a cut file, gaps, overlaps, another type of number.
  public init(_ bytes: [UInt8]) throws(Diagnostic) {
    let header = try SafetensorsHeader(bytes)
    let data = bytes[header.length...]
    notes = header.notes
    tensors = header.entries.map { entry in
      let range = data.startIndex + entry.start..<data.startIndex + entry.end
      return Tensor(name: entry.name, shape: entry.shape, values: LittleEndian.floats(data[range]))
    }
  }
}
