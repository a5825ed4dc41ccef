/// Which C++ a program is written in, as g++ calls it. The `gnu` ones also know what most contests allow, such as `typeof`.
public enum CPlusPlusStandard: String, Sendable, CaseIterable {
    case cpp11 = "c++11"
    case cpp14 = "c++14"
    case cpp17 = "c++17"
    case cpp20 = "c++20"
    case gnu11 = "gnu++11"
    case gnu14 = "gnu++14"
    case gnu17 = "gnu++17"
    case gnu20 = "gnu++20"
}
