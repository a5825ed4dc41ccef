import Rollouts

extension Hostile {
    /// Programs that talk to somebody.
    static let network: [Hostile] = [
        .refused(
            "internet", imports: "socket", "socket.socket()", "socket.socket(socket.AF_INET6)",
            "socket.create_connection(('127.0.0.1', 22), 1)"),
        .refused("names", imports: "socket", "socket.getaddrinfo('example.org', 80)"),
        .refused("local sockets", imports: "socket", "socket.socket(socket.AF_UNIX)", "socket.socketpair()"),
        .refused(
            "kernel sockets", imports: "socket", "socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)",
            "socket.socket(socket.AF_VSOCK)", "socket.socket(socket.AF_PACKET, socket.SOCK_RAW)",
            "socket.socket(socket.AF_ALG, socket.SOCK_SEQPACKET)", "socket.socket(socket.AF_CAN, socket.SOCK_RAW)"),
        .refused(
            "descriptors of the worker", imports: "socket", "socket.socket(fileno=3)", "socket.socket(fileno=4)",
            "socket.socket(fileno=0)"),
        .refusedCalls(
            "messages to the supervisor", "46, 3, 0, 0", "47, 3, 0, 0", "44, 3, b'x', 1, 0, 0, 0", "307, 3, 0, 1, 0",
            "41, 1, 5, 0"),
    ]
}
