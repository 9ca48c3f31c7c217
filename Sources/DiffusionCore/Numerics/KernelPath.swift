internal import DiffusionKernels

/// The instruction set that the batch kernels run on; all give the same bits.
public enum KernelPath: String, CaseIterable, Sendable {
  /// What every processor of the architecture has.
  case portable
  /// x86-64 with AVX2 and FMA.
  case avx2
  /// x86-64 with AVX-512 F, DQ, BW and VL.
  case avx512

  /// Whether this processor can run it.
  public var isAvailable: Bool { diffusion_kernels_for(code) != nil }

  /// Those that this processor can run, the fastest last.
  public static let available: [KernelPath] = allCases.filter(\.isAvailable)

  /// The name in the environment variable DIFFVIZ_KERNELS, which chooses a path; nil if it is not
  /// set.
  public static let wanted: String? = diffusion_wanted_path().map { String(cString: $0) }

  /// The one that is wanted if it can be had, or else the fastest that this processor can run; found
  /// out once.
  public static let best: KernelPath =
    available.first { $0.rawValue == wanted } ?? available.last ?? .portable

  private var code: diffusion_path {
    switch self {
    case .portable: diffusion_path_portable
    case .avx2: diffusion_path_avx2
    case .avx512: diffusion_path_avx512
    }
  }

  /// The functions of the path.
  var kernels: diffusion_kernels {
    guard let table = diffusion_kernels_for(code) else {
      preconditionFailure("this processor cannot run the \(rawValue) kernels")
    }
    return table.pointee
  }
}

extension UnsafeBufferPointer<Float> {
  /// The first element, for the kernels, which do not touch it where there is none.
  var base: UnsafePointer<Float> {
    baseAddress ?? UnsafePointer(bitPattern: MemoryLayout<Float>.alignment).unsafelyUnwrapped
  }
}

extension UnsafeMutableBufferPointer<Float> {
  /// The first element, for the kernels, which do not touch it where there is none.
  var base: UnsafeMutablePointer<Float> {
    baseAddress ?? UnsafeMutablePointer(bitPattern: MemoryLayout<Float>.alignment).unsafelyUnwrapped
  }
}
