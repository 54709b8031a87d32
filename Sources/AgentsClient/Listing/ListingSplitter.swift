/// Cuts the elements out of a listing while its bytes arrive: `{"connectors": [{…}, {…}]}`.
///
/// It knows no more of JSON than where a value ends. What stands round the elements is kept, to be read as a document
/// of its own in the end, so that a listing of a wrong shape is found to be one.
struct ListingSplitter {
    /// Bytes of elements that are handed over together, about.
    static let pieceSize = 256 * 1_024
    /// Elements that are handed over together, at most.
    static let pieceCount = 1_000
    /// What stands round the elements may be as long as this, in bytes.
    static let longestFrame = 1_048_576

    struct TooLong: Error {}

    private static let quote = UInt8(ascii: "\"")
    private static let backslash = UInt8(ascii: "\\")
    private static let comma = UInt8(ascii: ",")

    /// The name of the list among the document's members.
    private let name: [UInt8]
    private let longestElement: Int
    /// The document without the elements of its list; also what is wrong with the commas between them.
    private(set) var frame: [UInt8] = []
    /// `[`, then whole elements with commas between them, then what came of the next one.
    private var piece: [UInt8] = [UInt8(ascii: "[")]
    private var pieceElements = 0
    /// Where the unfinished element begins in the piece.
    private var elementStart: Int?
    /// Whether the list goes on after a comma.
    private var isAfterComma = false

    private var depth = 0
    private var isInString = false
    private var isEscaped = false
    /// The last text at the document's own level.
    private var key: [UInt8] = []
    private var isListNext = false
    private var isInList = false

    /// - Parameter longestElement: in bytes.
    init(name: String, longestElement: Int) {
        self.name = Array(name.utf8)
        self.longestElement = longestElement
    }

    /// Takes the next bytes, and hands over JSON lists of elements. Throws `TooLong` when one of them is.
    mutating func take(_ bytes: [UInt8], _ hand: (_ list: [UInt8]) throws -> Void) throws {
        try bytes.withUnsafeBufferPointer { bytes in
            var index = 0
            while index < bytes.count {
                if isInList {
                    index = try takeElements(bytes, from: index, hand)
                } else {
                    try takeOutside(bytes[index])
                    index += 1
                }
            }
        }
    }

    /// The last elements, as a list; nil when none are left.
    mutating func rest() -> [UInt8]? {
        guard pieceElements > 0 else { return nil }
        if let elementStart { piece.removeSubrange(elementStart...) }
        return takePiece()
    }

    private mutating func takeOutside(_ byte: UInt8) throws {
        guard frame.count < Self.longestFrame else { throw TooLong() }
        frame.append(byte)
        if isInString {
            if depth == 1, byte != Self.quote || isEscaped { key.append(byte) }
            if isEscaped {
                isEscaped = false
            } else if byte == Self.backslash {
                isEscaped = true
            } else if byte == Self.quote {
                isInString = false
            }
            return
        }
        switch byte {
        case Self.quote:
            isInString = true
            isListNext = false
            if depth == 1 { key.removeAll(keepingCapacity: true) }
        case UInt8(ascii: ":"): isListNext = depth == 1 && key == name
        case UInt8(ascii: "["), UInt8(ascii: "{"):
            depth += 1
            isInList = isListNext && byte == UInt8(ascii: "[")
            isListNext = false
        case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
        case 0x20, 0x09, 0x0A, 0x0D: break
        default: isListNext = false
        }
    }

    /// Returns where the list ends, or the bytes do.
    private mutating func takeElements(
        _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, _ hand: ([UInt8]) throws -> Void
    ) throws -> Int {
        var index = start
        // What belongs to an element and is not in the piece yet begins here.
        var own = start
        while index < bytes.count {
            let byte = bytes[index]
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == Self.quote {
                    isInString = false
                } else if byte == Self.backslash {
                    isEscaped = true
                }
                index += 1
                continue
            }
            switch byte {
            case Self.comma where depth == 2, UInt8(ascii: "]") where depth == 2:
                if elementStart != nil { piece.append(contentsOf: bytes[own..<index]) }
                try endElement(byte, hand)
                index += 1
                if byte != Self.comma { return index }
                continue
            case 0x20, 0x09, 0x0A, 0x0D:
                index += 1
                continue
            case Self.quote: isInString = true
            case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            default: break
            }
            if elementStart == nil {
                if pieceElements > 0 { piece.append(Self.comma) }
                elementStart = piece.count
                own = index
            }
            index += 1
        }
        if let elementStart {
            piece.append(contentsOf: bytes[own..<index])
            if piece.count - elementStart > longestElement { throw TooLong() }
        }
        return index
    }

    /// - Parameter end: the comma after the element, or the bracket that ends the list.
    private mutating func endElement(_ end: UInt8, _ hand: ([UInt8]) throws -> Void) throws {
        let isElement = elementStart != nil
        // A comma too many is for the reader of the frame to find.
        if !isElement, end == Self.comma || isAfterComma { frame.append(Self.comma) }
        isAfterComma = end == Self.comma
        if isElement {
            pieceElements += 1
            elementStart = nil
        }
        if end != Self.comma {
            (depth, isInList) = (1, false)
            frame.append(end)
        }
        if piece.count >= Self.pieceSize || pieceElements >= Self.pieceCount { try hand(takePiece()) }
    }

    private mutating func takePiece() -> [UInt8] {
        piece.append(UInt8(ascii: "]"))
        let list = piece
        piece = [UInt8(ascii: "[")]
        piece.reserveCapacity(Self.pieceSize + Self.pieceSize / 8)
        (pieceElements, elementStart) = (0, nil)
        return list
    }
}
