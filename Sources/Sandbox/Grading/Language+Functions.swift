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
                return {"returned": pack(result)}
            except Foreign as error:
                return {"foreign": str(error)}
            except RecursionError:
                return {"foreign": type(result).__name__ + " nested without end"}

        def after(source):
            while (request := receive()) is not None:
                name, calls, only_presence = request
                if name not in main.__dict__:
                    send([{"raised": ["NameError", f"NameError: name '{name}' is not defined\n"]}])
                    continue
                answers = []
                for arguments in calls:
                    answers.append(answer(main.__dict__[name], arguments, source, only_presence))
                    if "returned" not in answers[-1]:
                        break
                send(answers)
        """#

    // The verdict is the last line on standard output.
    private static let asking = #"""
        import builtins as _builtins

        class Lost(Exception):
            pass

        class Bad(Exception):
            pass

        raised = []

        def call(name, calls, only_presence=False):
            try:
                send([name, [pack(arguments) for arguments in calls], only_presence])
                answers = receive()
            except OSError:
                answers = None
            except (ValueError, RecursionError) as error:
                raise Bad(f"{name} gave no plain value: {error}") from None
            if answers is None:
                raise Lost("the program is gone")
            results = []
            try:
                for reply in answers:
                    (kind, content), = reply.items()
                    if kind == "returned":
                        results.append(unpack(content))
                    elif kind == "foreign":
                        raise Bad(f"{name} returned an object of the type {content}, which is no plain value")
                    else:
                        break
                else:
                    if len(results) != len(calls):
                        raise Bad(f"{name} answered {len(results)} of {len(calls)} calls")
                    return results
                type_name, text = map(str, content)
            except Bad:
                raise
            except Exception as error:
                raise Bad(f"{name} gave no plain value: {type(error).__name__}") from None
            kind = getattr(_builtins, type_name, None)
            if not (isinstance(kind, type) and issubclass(kind, Exception)):
                kind = RuntimeError
            try:
                error = kind(text)
            except Exception:
                error = RuntimeError(text)
            raised.append((error, text))
            raise error

        class candidate:
            def __init__(self, name):
                self.__name__ = name
            def __call__(self, *positional, **named):
                return call(self.__name__, [[positional, named]])[0]
            # `only_presence`: of a result that is no truth value only whether it is None, for functions that return foreign objects.
            def many(self, calls, only_presence=False):
                return call(self.__name__, [[positional, {}] for positional in calls], only_presence)

        candidate.__module__ = "builtins"
        builtins.candidate = candidate
        builtins.pack, builtins.unpack = pack, unpack
        sys.set_int_max_str_digits(0)

        def conclude(word, text=""):
            sys.stderr.write(text)
            sys.stdout.write(word + "\n")
            sys.stdout.flush()

        def report(kind, error, trace):
            texts = [text for known, text in raised if known is error]
            if texts:
                conclude("raised", texts[0])
            elif kind is Lost:
                conclude("lost")
            elif kind is Bad:
                conclude("foreign", f"{error}\n")
            else:
                # The frames of the suite alone.
                frames = [frame for frame in traceback.extract_tb(trace) if frame.filename == "program.py"]
                lines = traceback.format_list(frames) + traceback.format_exception_only(kind, error)
                conclude("failed", "".join(lines))

        sys.excepthook = report

        def after(source):
            conclude("passed")
        """#
}
