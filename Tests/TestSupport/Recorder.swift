import Synchronization

/// A list that many tasks can add to, and that a test can wait for to grow.
package final class Recorder<Element: Sendable>: Sendable {
    private let state = Mutex<[Element]>([])
    private let count = Gauge()

    package init() {}

    package var all: [Element] { state.withLock { $0 } }

    @Sendable package func append(_ element: Element) {
        state.withLock { elements in
            elements.append(element)
            count.set(elements.count)
        }
    }

    /// Returns when there are at least so many elements.
    package func wait(for elements: Int) async { await count.wait(for: elements) }
}
