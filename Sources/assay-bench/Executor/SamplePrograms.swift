import Rollouts

/// Small programs in each language, with a test of their own.
enum SamplePrograms {
    /// Nothing at all.
    static let empty = Submission(source: "pass\n", tests: [TestCase(input: "", expected: "")])
    /// One line of input, one of output.
    static let sum = Submission(
        source: "print(sum(map(int, input().split())))\n", tests: [TestCase(input: "1 2 3 4\n", expected: "10")])

    static let luaSum = Submission(
        source: "local sum = 0\nfor n in io.read('l'):gmatch('%d+') do sum = sum + n end\nprint(math.tointeger(sum))\n",
        tests: [TestCase(input: "1 2 3 4\n", expected: "10")])

    static let search = Submission(source: pythonSearch, tests: [graph])
    static let luaSearch = Submission(source: luaSearchSource, tests: [graph])
    static let cppSearch = Submission(source: cppSearchSource, tests: [graph])

    private static let pythonSearch = """
        from collections import deque
        import sys
        data = list(map(int, sys.stdin.read().split()))
        n, m = data[0], data[1]
        neighbours = [[] for _ in range(n)]
        for i in range(m):
            a, b = data[2 + 2 * i], data[3 + 2 * i]
            neighbours[a].append(b)
            neighbours[b].append(a)
        distance = [-1] * n
        distance[0] = 0
        queue = deque([0])
        while queue:
            node = queue.popleft()
            for other in neighbours[node]:
                if distance[other] < 0:
                    distance[other] = distance[node] + 1
                    queue.append(other)
        print(*distance)

        """

    private static let luaSearchSource = """
        local n, m = io.read("n", "n")
        local neighbours, distance = {}, {}
        for i = 0, n - 1 do neighbours[i], distance[i] = {}, -1 end
        for _ = 1, m do
            local a, b = io.read("n", "n")
            table.insert(neighbours[a], b)
            table.insert(neighbours[b], a)
        end
        distance[0] = 0
        local queue, first = {0}, 1
        while queue[first] do
            local node = queue[first]
            first = first + 1
            for _, other in ipairs(neighbours[node]) do
                if distance[other] < 0 then
                    distance[other] = distance[node] + 1
                    queue[#queue + 1] = other
                end
            end
        end
        print(table.concat(distance, " ", 0, n - 1))

        """

    private static let cppSearchSource = """
        #include <bits/stdc++.h>
        int main() {
            int n, m;
            std::cin >> n >> m;
            std::vector<std::vector<int>> neighbours(n);
            for (int a, b; std::cin >> a >> b;) neighbours[a].push_back(b), neighbours[b].push_back(a);
            std::vector<int> distance(n, -1), queue{0};
            distance[0] = 0;
            for (size_t i = 0; i < queue.size(); i++)
                for (int other : neighbours[queue[i]])
                    if (distance[other] < 0) distance[other] = distance[queue[i]] + 1, queue.push_back(other);
            for (int d : distance) std::cout << d << ' ';
        }

        """

    /// A graph of 100 nodes and 200 edges, and how far each node is from the first.
    private static let graph: TestCase = {
        let nodes = 100
        var numbers = RandomKey(seed: 0, purpose: .corpus).stream()
        let edges = (0..<2 * nodes).map { _ in (numbers.below(nodes), numbers.below(nodes)) }
        var distance = [Int](repeating: -1, count: nodes)
        distance[0] = 0
        // As often as the longest way has steps: nothing of the searches above is used to check them.
        for _ in 0..<nodes {
            for (a, b) in edges + edges.map({ ($1, $0) }) where distance[a] >= 0 {
                if distance[b] < 0 || distance[b] > distance[a] + 1 { distance[b] = distance[a] + 1 }
            }
        }
        return TestCase(
            input: "\(nodes) \(edges.count)\n" + edges.map { "\($0.0) \($0.1)\n" }.joined(),
            expected: distance.map(String.init).joined(separator: " "))
    }()
}
