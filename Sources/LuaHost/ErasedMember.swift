/// A member whose owner's type is forgotten: it checks `self` itself.
struct ErasedMember {
    enum Body {
        case property((LuaData) throws -> LuaData)
        case function(([LuaData]) throws -> [LuaData])
        case element((LuaData, Int) throws -> LuaData)
    }
    let description: LuaMemberDescription
    let body: Body

    static func all<Object: LuaObject>(of type: LuaClass<Object>) -> [ErasedMember] {
        let name = type.description.name
        return type.members.map { member in
            let full = "\(name):\(member.description.name)"
            switch member.body {
            case .property(let read):
                return ErasedMember(
                    description: member.description,
                    body: .property { owner in
                        do { return try read(try Object.decode(owner)) } catch let mismatch as LuaMismatch {
                            throw LuaCallError(function: "\(name).\(member.description.name)", mismatch)
                        }
                    })
            case .element(let read):
                return ErasedMember(
                    description: member.description,
                    body: .element { owner, index in
                        do { return try read(try Object.decode(owner), index) } catch let mismatch as LuaMismatch {
                            throw LuaCallError(function: "\(name)[\(index)]", mismatch)
                        }
                    })
            case .function(let call):
                return ErasedMember(
                    description: member.description,
                    body: .function { arguments in
                        guard case .object(let object) = arguments.first ?? .none, let owner = object as? Object else {
                            let found = (arguments.first ?? .none).description
                            let mismatch = LuaMismatch(
                                "is a method of a \(name), not of \(found); call it with a colon: object:"
                                    + "\(member.description.name)(...)")
                            throw LuaCallError(function: full, mismatch)
                        }
                        do { return try call(owner, Array(arguments.dropFirst())) } catch let mismatch as LuaMismatch {
                            throw LuaCallError(function: full, mismatch)
                        }
                    })
            }
        }
    }
}
