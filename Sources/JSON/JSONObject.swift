/// The members of a JSON object in order, no key twice. Keys are the same when their bytes are.
package struct JSONObject: Sendable, Hashable {
    /// A key and its value.
    package struct Member: Sendable, Hashable {
        package let key: String
        package fileprivate(set) var value: JSONValue

        init(_ key: String, _ value: JSONValue) { (self.key, self.value) = (key, value) }
    }

    package private(set) var members: [Member] = []

    /// An object without members.
    package init() {}

    /// An object from ordered pairs. Where a key comes twice, the last value counts.
    package init(_ pairs: some Sequence<(String, JSONValue)>) {
        // By a table of places: looking for each key among all would take the square of their number.
        var places: [ByteString: Int] = [:]
        for (key, value) in pairs {
            if let place = places[ByteString(key)] {
                members[place].value = value
            } else {
                places[ByteString(key)] = members.count
                members.append(Member(key, value))
            }
        }
    }

    /// An object from members whose keys are known to differ.
    init(distinct members: [Member]) { self.members = members }

    /// The value of `key`; setting an unknown key appends it, setting nil takes it out.
    package subscript(key: String) -> JSONValue? {
        get { index(of: key).map { members[$0].value } }
        set {
            switch (index(of: key), newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append(Member(key, value))
            case (nil, nil): break
            }
        }
    }

    /// Takes over the members of `other`, whose values count where both have a key.
    package mutating func merge(_ other: JSONObject) {
        self = JSONObject((members + other.members).map { ($0.key, $0.value) })
    }

    private func index(of key: String) -> Int? {
        // Swift's quick comparison comes first: it takes equal bytes for equal, and some others too.
        members.firstIndex { $0.key == key && $0.key.utf8.elementsEqual(key.utf8) }
    }
}
