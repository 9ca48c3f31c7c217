import DiffusionCore
import Simulation
import Testing

/// A `.npy` file written by hand.
private func npy(
  _ dictionary: String, data: [UInt8] = [], version: [UInt8] = [1, 0], length: Int? = nil
) -> [UInt8] {
  let size = length ?? dictionary.utf8.count
  let width = version[0] == 1 ? 2 : 4
  let lengthBytes = (0..<width).map { UInt8(truncatingIfNeeded: size >> (8 * $0)) }
  return [0x93] + Array("NUMPY".utf8) + version + lengthBytes + Array(dictionary.utf8) + data
}

private let pair = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }\n"

@Suite struct PointTableTests {
  @Test(arguments: [
    "1,2\n-3,4e1\n", "1 2\n-3   4e1\n", "1\t2\n-3\t4e1", "1;2\r\n-3;4e1\r\n", "x,y\n1,2\n-3,4e1\n",
    "# from numpy\n 1.0e0 2.0e0 \n\n-3 40\n", "\"x\",\"y\"\n\"1\",\"2\"\n\"-3\",\"40\"\n",
    "\u{feff}x, y\n1, 2\n-3, 40\n",
    ",x,y\n0,1,2\n1,-3,40\n", "y,log_density,x\n2,,1\n40,nan,-3\n", "a b\n1 2\n-3 40\n",
  ]) func `two columns are read in every form that programs write`(text: String) throws {
    #expect(try PointTable.read(Array(text.utf8)) == [Vector(1, 2), Vector(-3, 40)])
  }

  @Test(arguments: [
    ("1,2\n3\n", 2, 1, "expected two columns, found 1"),
    ("1,2,3\n", 1, 1, "expected two columns, found 3"),
    ("1,2\n3,nan\n", 2, 3, "\"nan\" is not a finite number"),
    ("x,y\n1,2\n-inf,1\n", 3, 1, "\"-inf\" is not a finite number"),
    ("1,2\n1e400,1", 2, 1, "\"1e400\" is not a finite number"),
    ("1,2\né é,5\n", 2, 1, "expected a number, found \"é é\""),
    ("1,2\n3,\n", 2, 3, "a number is missing"),
    ("x,y\n1,2\nx,y\n", 3, 1, "expected a number, found \"x\""),
    ("1,5;2,5\n", 1, 1, "expected a number, found \"1,5\""),
    ("1,2\n3 4\n", 2, 1, "expected two columns, found 1"),
    ("a,b,c\n1,2,3\n", 1, 1, "expected two columns, or a header with x and y; found 3"),
    ("nan,nan\n", 1, 1, "\"nan\" is not a finite number"),
    ("1,2\n0x1,0\n", 2, 1, "expected a number, found \"0x1\""),
    ("1,2\n\u{1b}[2J,0\n", 2, 1, "expected a number, found \"␛[2J\""),
  ]) func `what is no pair of finite numbers is refused with line and column`(
    text: String, line: Int, column: Int, message: String
  ) throws {
    let found = try #require(finding { try PointTable.read(Array(text.utf8)) })
    #expect(
      "\(found.line ?? 0):\(found.column ?? 0) \(found.message)" == "\(line):\(column) \(message)")
  }

  @Test func `a decimal comma is told from a separator`() {
    #expect(
      finding { try PointTable.read(Array("1,5;2,5".utf8)) }?.hint == "numbers have a decimal point"
    )
  }

  @Test func `particles survive the way through text`() throws {
    var words = SeededWords(3)
    let values = (0..<500).map { _ in Float(bitPattern: UInt32(truncatingIfNeeded: words.next())) }
      .filter(\.isFinite)
    let cloud = Cloud(x: values, y: values.reversed())
    #expect(try PointFile.cloud(PointTable.read(PointTable.text(cloud))) == cloud)
  }

  @Test func `what is not finite is an empty field`() {
    let text = PointTable.text(
      header: ["x", "p"], rows: [[0.1, nil], [.nan, -.infinity], [1, 2]])
    #expect(String(decoding: text, as: UTF8.self) == "x,p\n0.10000000000000001,\n,\n1,2\n")
  }

  @Test func `a file without points is refused by name`() throws {
    for text in ["", "\n\n", "x,y\n", "# nothing\n"] {
      #expect(
        finding { try PointFile.points(Array(text.utf8)) }?.message == "there are no points in it")
    }
    #expect(
      finding { try PointFile.points([0xff, 0xfe, 0x31, 0]) }?.message == "the text is UTF-16")
    #expect(
      finding { try PointFile.cloud([Vector(0, 0), Vector(1e300, 0)]) }?.message
        == "point 2 is too large for a particle: (1e+300, 0.0)")
  }
}

@Suite struct NumpyArrayTests {
  @Test(arguments: [[3, 2], [2, 3, 2], [4], [0, 2], [], [2, 0, 2]])
  func `arrays survive the way through a file`(shape: [Int]) throws {
    let count = shape.reduce(1, *)
    let doubles = (0..<count).map { Double($0) * 0.1 - 3 }
    let file = NumpyArray.bytes(shape: shape, doubles)
    #expect((file.count - 8 * count) % 64 == 0)
    let read = try NumpyArray(file)
    #expect(read.shape == shape && read.values == doubles && read.element == .float64)
    let floats = doubles.map { Float($0) }
    #expect(
      try NumpyArray(NumpyArray.bytes(shape: shape, floats)).values == floats.map { Double($0) })
  }

  @Test func `halves have the values of the standard`() throws {
    let bits: [UInt16] = [
      0, 0x8000, 1, 0x03ff, 0x0400, 0x3c00, 0xc000, 0x7bff, 0x7c00, 0xfc00, 0x3555,
    ]
    let data = bits.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    let array = try NumpyArray(
      npy("{'descr': '<f2', 'fortran_order': False, 'shape': (11,), }", data: data))
    #expect(
      array.values == [
        0, -0.0, 0x1p-24, 1023 * 0x1p-24, 0x1p-14, 1, -2, 65504, .infinity, -.infinity,
        0.333251953125,
      ])
  }

  @Test func `arrays in Fortran order and headers of newer versions are read`() throws {
    let values: [Float] = [1, 3, 5, 2, 4, 6]
    let data = values.flatMap { value in
      (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
    }
    for version: [UInt8] in [[1, 0], [2, 0], [3, 0]] {
      let array = try NumpyArray(
        npy(
          "{\"shape\": (3L, 2L), 'fortran_order': True, 'descr': '<f4'}", data: data,
          version: version))
      #expect(array.values == [1, 2, 3, 4, 5, 6])
    }
  }

  @Test(
    arguments: [
      ([], "the file is empty"), (Array("x,y\n".utf8), "this is no .npy file"),
      ([0x93] + Array("NUMPY".utf8), "the .npy file is damaged: it is cut"),
      (npy(pair, version: [9, 0]), "the .npy file is damaged: version 9.0; 1.0 to 3.0 are read"),
      (npy(pair, length: 60_000), "the .npy file is damaged: it is cut inside its header"),
      (
        npy(pair, version: [2, 0], length: 0xffff_ffff),
        "the .npy file is damaged: it is cut inside its header"
      ),
      (npy(pair), "the .npy file is damaged: shape (1, 2) of <f4 takes 8 bytes, but 0 are there"),
      (
        npy(pair, data: .init(repeating: 0, count: 9)),
        "the .npy file is damaged: shape (1, 2) of <f4 takes 8 bytes, but 9 are there"
      ),
      (
        npy("{'descr': '<f8', 'fortran_order': False, 'shape': (4611686018427387904, 2)}"),
        "the .npy file is damaged: shape (4611686018427387904, 2) of <f8 takes more than any memory, but 0 are there"
      ),
      (
        npy("{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000000,)}"),
        "the .npy file is damaged: shape (1000000000000,) of <f8 takes 8000000000000 bytes, but 0 are there"
      ),
      (
        npy("{'descr': '<f8', 'fortran_order': False, 'shape': (-1,)}"),
        "the .npy file is damaged: the shape is no list of sizes"
      ),
      (
        npy("{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999,)}"),
        "the .npy file is damaged: the shape is no list of sizes"
      ),
      (
        npy("{'descr': '>f4', 'fortran_order': False, 'shape': (0,)}"),
        "numbers of type \">f4\"; <f2, <f4 and <f8 are read"
      ),
      (
        npy("{'descr': '|O', 'fortran_order': False, 'shape': (0,)}"),
        "numbers of type \"|O\"; <f2, <f4 and <f8 are read"
      ),
      (
        npy("{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (0,)}"),
        "the .npy file holds records; plain numbers are read"
      ),
      (
        npy("{'descr': '<f4', 'shape': (0,)}"),
        "the .npy file is damaged: its header lacks descr, fortran_order or shape"
      ),
      (
        npy("{'descr': '<f4', 'descr': '<f8'}"),
        "the .npy file is damaged: unexpected key \"descr\" in its header"
      ),
      (npy("{'descr': '<f4"), "the .npy file is damaged: a quote is not closed in its header"),
      (npy("{'descr'"), "the .npy file is damaged: : is missing in its header"),
      (npy("{"), "the .npy file is damaged: a quoted word is missing in its header"),
      (npy(""), "the .npy file is damaged: { is missing in its header"),
      (npy("{} x"), "the .npy file is damaged: text after its header"),
    ] as [([UInt8], String)]) func `a hostile header is refused before anything is allocated`(
      bytes: [UInt8], message: String
    )
  {
    #expect(finding { try NumpyArray(bytes) }?.message == message)
  }

  @Test func `a cut file never traps, whatever its length`() {
    let file = NumpyArray.bytes(shape: [2, 2], [1, 2, 3, 4] as [Float])
    for length in file.indices {
      #expect(finding { try NumpyArray(Array(file[..<length])) } != nil)
    }
  }

  @Test func `another shape and values that are not finite are refused with their place`() throws {
    let array = try NumpyArray(
      NumpyArray.bytes(shape: [2, 3, 2], (0..<12).map { $0 == 9 ? Double.nan : 1 }))
    #expect(
      finding { try array.requireFinite() }?.message == "the value at (1, 1, 1) is not finite: nan")
    try array.require(shape: [nil, 3, 2])
    #expect(
      finding { try array.require(shape: [nil, 2]) }?.message
        == "expected shape (n, 2), found (2, 3, 2)")
    #expect(
      finding { try PointFile.points(NumpyArray.bytes(shape: [4], [1, 2, 3, 4] as [Float])) }?
        .message
        == "expected shape (n, 2), found (4,)")
  }

  @Test func `particles are written by the ending of the name`() throws {
    let cloud = Cloud(x: [1, 2], y: [3, 0.1])
    #expect(
      try PointFile.points(PointFile.bytes(cloud, for: "a.NPY")) == [
        Vector(1, 3), Vector(2, Double(Float(0.1))),
      ])
    #expect(try PointFile.bytes(cloud, for: "a.csv") == Array("x,y\n1,3\n2,0.1\n".utf8))
    #expect(failure { try PointFile.bytes(cloud, for: "a.txt") }?.code == .usage)
    #expect(try NumpyArray(PointFile.bytes([cloud, cloud, cloud])).shape == [3, 2, 2])
  }
}

@Suite struct SafetensorsTests {
  private static let sample = Safetensors(
    tensors: [
      .init(name: "layer.0/ü\"", shape: [2, 3], values: [1, 2, 3, 4, 5, .nan]),
      .init(name: "none", shape: [0], values: []),
      .init(name: "scalar", shape: [], values: [7]),
    ], notes: [.init("kind", "a\u{1b}b"), .init("", "")])

  private static func file(_ header: String, data: Int = 0) -> [UInt8] {
    let length = header.utf8.count
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + Array(header.utf8)
      + .init(repeating: 0, count: data)
  }

  @Test func `tensors and notes survive the way through a file`() throws {
    let bytes = Self.sample.bytes
    let read = try Safetensors(bytes)
    #expect(read.bytes == bytes)
    #expect(read.notes == Self.sample.notes)
    #expect(read.tensors.map(\.name) == Self.sample.tensors.map(\.name))
    #expect(read.tensors.map(\.shape) == [[2, 3], [0], []])
    #expect(read[tensor: "scalar"]?.values == [7] && read[note: "kind"] == "a\u{1b}b")
  }

  @Test(
    arguments: [
      ([], "it is empty"), ([1, 2, 3], "it is cut"),
      (.init(repeating: 255, count: 8), "its header would be longer than 16 MiB"),
      ([100, 0, 0, 0, 0, 0, 0, 0, 0x7b], "it is cut inside its header"),
      (file(""), "its header does not begin with {"),
      (file("[]"), "its header does not begin with {"),
      (file("{,}"), "its header is no JSON: expected a key in double quotes or }, found ,"),
      (
        file("{\"a\":1,\"a\":1}"),
        "its header is no JSON: a: duplicate key; it is given first in line 1"
      ),
      (file("{}", data: 4), "its tensors take 0 bytes, but 4 are there"),
      (file("{\"a\":{}}"), "\"a\" lacks dtype, shape or data_offsets, or has more"),
      (
        file(#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, data: 4),
        "its tensors take 8 bytes, but 4 are there"
      ),
      (
        file(#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, data: 4),
        "\"a\" of shape (2,) does not take 4 bytes"
      ),
      (
        file(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, data: 8),
        "\"a\" begins at byte 4, not at 0"
      ),
      (
        file(
          #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
          data: 4), "\"b\" begins at byte 0, not at 4"
      ),
      (
        file(#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, data: 4),
        "the shape of \"a\" is no list of sizes"
      ),
      (
        file(#"{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,6]}}"#, data: 6),
        "the shape of \"a\" is no list of sizes"
      ),
      (
        file(
          #"{"a":{"dtype":"F32","shape":[9007199254740992,9007199254740992],"data_offsets":[0,4]}}"#,
          data: 4), "\"a\" of shape (9007199254740992, 9007199254740992) does not take 4 bytes"
      ),
      (
        file(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#),
        "the offsets of \"a\" are no range"
      ),
      (file(#"{"__metadata__":{"a":1}}"#), "the metadata \"a\" are no text"),
      (file(#"{"__metadata__":[]}"#), "its metadata are no object"),
    ] as [([UInt8], String)]) func `a hostile header is refused before anything is allocated`(
      bytes: [UInt8], message: String
    )
  {
    #expect(
      finding { try Safetensors(bytes) }?.message == "the .safetensors file is damaged: \(message)")
  }

  @Test func `another type of number is named`() {
    let bytes = Self.file(#"{"a":{"dtype":"BF16","shape":[1],"data_offsets":[0,2]}}"#, data: 2)
    #expect(
      finding { try Safetensors(bytes) }?.message
        == "\"a\" holds numbers of type \"BF16\"; F32 is read")
  }

  @Test func `damaged files never trap`() {
    var words = SeededWords(5)
    let file = Self.sample.bytes
    for length in file.indices {
      #expect(finding { try Safetensors(Array(file[..<length])) } != nil)
    }
    for _ in 0..<2000 {
      var bytes = file
      for _ in 0..<3 {
        bytes[Int(words.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: words.next())
      }
      _ = try? Safetensors(bytes)
    }
  }
}

@Suite struct DigestTests {
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ]) func `the digest is that of the standard's examples`(text: String, digest: String) {
    #expect(SHA256.hexadecimal(Array(text.utf8)) == digest)
  }
}

@Suite struct NetworkCacheTests {
  let scratch = Scratch()

  private func cache() -> NetworkCache {
    NetworkCache(environment: ["XDG_CACHE_HOME": scratch / "a/b"])
  }

  private static let network = Safetensors(
    tensors: [.init(name: "w", shape: [2], values: [1, 2])], notes: [.init("step", "5")])

  @Test func `what is stored is found again, and nothing under another description`() {
    var cache = cache()
    #expect(cache.load("gmm 1") == nil)
    #expect(cache.store(Self.network, for: "gmm 1") == nil)
    #expect(cache.load("gmm 1") == Self.network)
    #expect(cache.load("gmm 2") == nil)
    #expect(cache.store(Self.network, for: "gmm 1") == nil)
  }

  @Test func `a damaged or foreign file is as if it were not there`() throws {
    var cache = cache()
    _ = cache.store(Self.network, for: "a")
    let path = try #require(cache.path(for: "a"))
    let whole = try FileInput.read(path)
    for index in whole.indices {
      var bytes = whole
      bytes[index] ^= 4
      try FileOutput.write(bytes, to: path, force: true)
      let found = cache.load("a")
      #expect(found == nil || found == Self.network, "a changed byte \(index) went unseen")
    }
    try FileOutput.write(Array(whole.dropLast()), to: path, force: true)
    #expect(cache.load("a") == nil)
    let other = try #require(cache.path(for: "b"))
    try FileOutput.write(whole, to: other, force: true)
    #expect(cache.load("b") == nil)
  }

  @Test func `a cache that cannot be written says so once and does nothing`() {
    scratch.write("a", "a file, no folder")
    var cache = cache()
    #expect(
      cache.store(Self.network, for: "x")?.hasPrefix(
        "the network is not kept for the next time: cannot create") == true)
    #expect(cache.store(Self.network, for: "x") == nil)
    #expect(cache.load("x") == nil)
    var none = NetworkCache(environment: ["XDG_CACHE_HOME": "relative"])
    #expect(
      none.folder == nil && none.store(Self.network, for: "x") == nil && none.load("x") == nil)
    #expect(NetworkCache(environment: ["HOME": "/home/u"]).folder == "/home/u/.cache/diffviz")
  }

  @Test func `temporaries of killed programs are cleared, young ones and other files are not`()
    throws
  {
    var cache = cache()
    _ = cache.store(Self.network, for: "x")
    scratch.write("a/b/diffviz/.old.1-0.diffviz-tmp", "")
    scratch.write("a/b/diffviz/.young.1-0.diffviz-tmp", "")
    scratch.write("a/b/diffviz/.old.other", "")
    scratch.age("a/b/diffviz/.old.1-0.diffviz-tmp", seconds: 7200)
    scratch.age("a/b/diffviz/.old.other", seconds: 7200)
    _ = cache.store(Self.network, for: "y")
    #expect(scratch.text("a/b/diffviz/.old.1-0.diffviz-tmp") == nil)
    #expect(scratch.text("a/b/diffviz/.young.1-0.diffviz-tmp") != nil)
    #expect(scratch.text("a/b/diffviz/.old.other") != nil)
  }
}
