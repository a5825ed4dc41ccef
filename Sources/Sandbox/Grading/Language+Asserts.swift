extension Language {
    /// What asks the functions of another process, and notes how the asserts about them ended: `GradingEnd`, by number.
    ///
    /// What ends the asserts by the program's doing is no `Exception`, so that no suite catches it by accident, and is kept besides, for suites that
    /// catch everything. Of the program's own exceptions that goes for those by which Python ends a loop: `all(map(f, numbers))` would pass.
    static let asking = #"""
        import ast, atexit, unittest, builtins as _builtins

        PASSED, FAILED, RAISED, FOREIGN, LOST, SUITE, ASKING = range(7)

        class Raised(BaseException):
            pass

        class Ended(BaseException):
            pass

        # Which exceptions are the program's, how it broke the asserts, whether it was asked anything, the failures of unittest.
        raised, broken, failures = [], [], []
        asked = concluded = False
        tests_run = 0
        text_of_suite = ""

        def end(how, text):
            if not broken:
                broken.append((how, text))
            raise Ended(text)

        def call(name, calls, only_presence=False):
            global asked
            try:
                request = [name, [pack(arguments) for arguments in calls], only_presence]
            except (Foreign, RecursionError) as error:
                end(SUITE, f"the asserts give {name} an object of the type {error}, which is no plain value\n")
            if not asked:
                assay_worker.conclude(ASKING)
                asked = True
            try:
                send(request)
                answers = receive()
            except OSError:
                answers = None
            except (ValueError, RecursionError) as error:
                end(FOREIGN, f"{name} gave no plain value: {error}\n")
            if answers is None:
                end(LOST, "")
            results = []
            try:
                for reply in answers:
                    kind, content = next(iter(reply.items()))
                    if kind == "returned":
                        results.append(unpack(content))
                        if "changed" in reply and results[-1] is None:
                            change(calls[len(results) - 1], unpack(reply["changed"]))
                    elif kind == "foreign":
                        end(FOREIGN, f"{name} returned an object of the type {content}, which is no plain value\n")
                    else:
                        break
                else:
                    if len(results) != len(calls):
                        end(FOREIGN, f"{name} answered {len(results)} of {len(calls)} calls\n")
                    return results
                type_name, text = map(str, content)
            except Exception as error:
                end(FOREIGN, f"{name} gave no plain value: {type(error).__name__}\n")
            kind = getattr(_builtins, type_name, None)
            if not (isinstance(kind, type) and issubclass(kind, Exception)):
                kind = RuntimeError
            if issubclass(kind, (StopIteration, StopAsyncIteration)):
                kind = Raised
            try:
                error = kind(text)
            except Exception:
                error = RuntimeError(text)
            raised.append((error, text))
            raise error

        # What a function did to the lists, dictionaries and sets that it was given.
        def change(given, now):
            for before, after in zip([*given[0], *given[1].values()], [*now[0], *now[1].values()]):
                if type(before) is not type(after):
                    continue
                if type(before) is list:
                    before[:] = after
                elif type(before) is dict or type(before) is set:
                    before.clear()
                    before.update(after)

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

        def conclude(how, text=""):
            global concluded
            concluded = True
            sys.stderr.write(text)
            sys.stderr.flush()
            assay_worker.conclude(how)

        # Whether the text of the suite gives the name a value anywhere: if not, whoever reads it is at fault.
        def is_bound(name):
            with open("program.py") as text:
                nodes = list(ast.walk(ast.parse(text.read())))
            for node in nodes:
                if isinstance(node, ast.Name) and node.id == name and not isinstance(node.ctx, ast.Load):
                    return True
                if name in (getattr(node, "name", None), getattr(node, "arg", None), getattr(node, "asname", None)):
                    return True
            return False

        def is_of_suite(error):
            if not asked:
                return True
            if isinstance(error, ModuleNotFoundError):
                return True
            try:
                return type(error) is NameError and not is_bound(error.name)
            except Exception:
                return False

        def ending(error, trace):
            if broken:
                return broken[0]
            for known, text in raised:
                if known is error:
                    return RAISED, text
            # The frames of the suite alone.
            frames = [frame for frame in traceback.extract_tb(trace) if frame.filename == "program.py"]
            lines = traceback.format_list(frames) + traceback.format_exception_only(type(error), error)
            return SUITE if is_of_suite(error) else FAILED, "".join(lines)

        def report(kind, error, trace):
            conclude(*ending(error, trace))

        sys.excepthook = report

        def outcome():
            if broken:
                return broken[0]
            if failures:
                return failures[0]
            return (PASSED, "") if asked else (SUITE, "the asserts call no function of the program\n")

        def after(source, variables):
            conclude(*outcome())

        # A suite that leaves before its end has proved nothing, but for one that left through unittest.
        @atexit.register
        def leave():
            if not concluded:
                conclude(*(outcome() if broken or tests_run else (SUITE, "the asserts left before their end\n")))

        # unittest keeps failures to itself.
        class Runner(unittest.TextTestRunner):
            def __init__(self, stream=None, *others, **named):
                super().__init__(io.StringIO() if stream is None else stream, *others, **named)

        unittest.TextTestRunner = unittest.runner.TextTestRunner = Runner

        def watch(method, find):
            known = getattr(unittest.TestResult, method)
            def watched(self, *arguments):
                problem = find(*arguments)
                if problem:
                    failures.append(problem)
                return known(self, *arguments)
            setattr(unittest.TestResult, method, watched)

        def count(test):
            global tests_run
            tests_run += 1

        def failed(test, error, *others):
            return ending(error[1], error[2])

        watch("startTest", count)
        watch("addError", failed)
        watch("addFailure", failed)
        watch("addSubTest", lambda test, part, error: error and ending(error[1], error[2]))
        watch("addUnexpectedSuccess", lambda test: (FAILED, f"{test} was expected to fail\n"))
        """#
}
