extension Language {
    /// Python whose programs define functions, which it then calls for another process.
    static func pythonFunctions(interpreter: String) -> Language {
        var language = python(interpreter: interpreter, then: plainValues + answering)
        language.name = "Python"
        return language
    }

    /// Python whose programs call functions of another process through `candidate("name")`.
    static func pythonAsserts(interpreter: String) -> Language {
        python(interpreter: interpreter, then: plainValues + asking)
    }

    // Values as JSON, with an object of one member for what JSON lacks: {"tuple": [...]}. Messages are a length in 8 bytes, then JSON.
    private static let plainValues = #"""

        import json, traceback, linecache

        class Foreign(Exception):
            pass

        PLAIN = (bool, int, float, complex, str, bytes, list, tuple, dict, set, frozenset)

        def pack(value):
            kind = type(value)
            if value is None or kind is bool or kind is float or kind is str:
                return value
            if kind is int:
                return value if value.bit_length() < 4096 else {"int": hex(value)}
            if kind is list:
                return [pack(item) for item in value]
            if kind is dict:
                return {"dict": [[pack(key), pack(item)] for key, item in value.items()]}
            if kind is tuple or kind is set or kind is frozenset:
                return {kind.__name__: [pack(item) for item in value]}
            if kind is complex:
                return {"complex": [value.real, value.imag]}
            if kind is bytes:
                return {"bytes": value.hex()}
            for plain in PLAIN:
                if isinstance(value, plain):
                    return pack(plain(value))
            raise Foreign(kind.__name__)

        REBUILT = {
            "tuple": lambda items: tuple(map(unpack, items)),
            "dict": lambda items: {unpack(key): unpack(item) for key, item in items},
            "set": lambda items: set(map(unpack, items)),
            "frozenset": lambda items: frozenset(map(unpack, items)),
            "complex": lambda parts: complex(*parts),
            "bytes": bytes.fromhex,
            "int": lambda digits: int(digits, 16),
        }

        def unpack(value):
            if type(value) is list:
                return [unpack(item) for item in value]
            if type(value) is dict:
                (kind, content), = value.items()
                return REBUILT[kind](content)
            return value

        def receive_bytes(count):
            parts = []
            while count > 0:
                part = os.read(3, min(count, 1 << 20))
                if not part:
                    return None
                parts.append(part)
                count -= len(part)
            return b"".join(parts)

        def receive():
            length = receive_bytes(8)
            text = length and receive_bytes(int.from_bytes(length, "little"))
            return text and json.loads(text)

        def send(message):
            text = json.dumps(message, separators=(",", ":")).encode()
            text = memoryview(len(text).to_bytes(8, "little") + text)
            while text:
                text = text[os.write(3, text):]

        # What every program will do, done once here.
        unpack(json.loads(json.dumps(pack([1, "a", 2.5, None, (True, 1j), {"a": {1}, b"b": frozenset()}]))))

        """#

    // A program runs as a module of the name `program`. Its last error has its own frames only.
    private static let answering = #"""
        main.__name__ = "program"
        sys.modules["program"] = main

        def describe(error, source):
            linecache.cache["program.py"] = (len(source), None, (source + "\n").splitlines(True), "program.py")
            frames = error.__traceback__ and error.__traceback__.tb_next
            try:
                return "".join(traceback.format_exception(type(error), error, frames))
            except Exception:
                return type(error).__name__ + "\n"

        def answer(function, arguments, source, only_presence):
            try:
                positional, named = unpack(arguments)
                result = function(*positional, **named)
                if only_presence and type(result) is not bool:
                    result = result is not None
            except MemoryError:
                raise
            except BaseException as error:
                return {"raised": [type(error).__name__, describe(error, source)]}
            try:
                # A function that gives nothing back may have done its work on what it was given.
                if result is None and not only_presence:
                    try:
                        changed = pack([positional, named])
                    except (Foreign, RecursionError):
                        changed = arguments
                    if changed != arguments:
                        return {"returned": None, "changed": changed}
                return {"returned": pack(result)}
            except Foreign as error:
                return {"foreign": str(error)}
            except RecursionError:
                return {"foreign": type(result).__name__ + " nested without end"}

        def after(source, variables):
            while (request := receive()) is not None:
                name, calls, only_presence = request
                if name not in variables:
                    send([{"raised": ["NameError", f"NameError: name '{name}' is not defined\n"]}])
                    continue
                answers = []
                for arguments in calls:
                    answers.append(answer(variables[name], arguments, source, only_presence))
                    if "returned" not in answers[-1]:
                        break
                send(answers)
        """#

}
