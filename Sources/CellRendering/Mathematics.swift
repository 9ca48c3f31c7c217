#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

// The few transcendental functions that a picture needs. They come from the C library and may differ
// in the last bit between processors: fine for a shade, so they stay on this side of the particles.

func exponential(_ value: Double) -> Double { exp(value) }
func exponential(_ value: Float) -> Float { expf(value) }
func logarithm(_ value: Double) -> Double { log(value) }
func decimalLogarithm(_ value: Double) -> Double { log10(value) }
func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
