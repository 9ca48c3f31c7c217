/// The instruction set that the batch kernels run on; all give the same bits.
public enum KernelPath: String, CaseIterable, Sendable {
  /// What every processor of the architecture has.
  case portable
  /// x86-64 with AVX2 and FMA.
  case avx2
  /// x86-64 with AVX-512 F, DQ, BW and VL.
  case avx512

  /// Whether this processor can run it.
  public var isAvailable: Bool { self == .portable }

  /// Those that this processor can run, the fastest last.
  public static let available: [KernelPath] = allCases.filter(\.isAvailable)

  /// The fastest that this processor can run.
  public static let best: KernelPath = available.last ?? .portable
}
