import ArgumentParser
import Foundation

/// A number that help texts and messages show as people write it: 10, not 10.0.
struct Quantity: ExpressibleByArgument, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
    let value: Double

    init(_ value: Double) { self.value = value }

    init?(argument: String) {
        guard let value = Double(argument), value.isFinite else { return nil }
        self.init(value)
    }

    init(floatLiteral value: Double) { self.init(value) }

    init(integerLiteral value: Int) { self.init(Double(value)) }

    var defaultValueDescription: String { Self.text(value) }

    /// With at most `digits` digits after the point.
    static func text(_ value: Double, digits: Int = 3) -> String {
        value.formatted(
            .number.precision(.fractionLength(0...digits)).grouping(.never).locale(Locale(identifier: "en_US_POSIX")))
    }
}
