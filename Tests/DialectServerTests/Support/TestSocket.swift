import DialectServer
import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import TestSupport

/// A bare TCP connection, for clients that no well-behaved library can play.
final class TestSocket {
    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private let channel: any Channel
    /// What has arrived and was not taken yet.
    private var buffer = ByteBuffer()

    private init(
        _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>, _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>,
        _ channel: any Channel
    ) {
        self.inbound = inbound.makeAsyncIterator()
        self.outbound = outbound
        self.channel = channel
    }

    static func connected<Result: Sendable>(
        to server: ResponsesServer, tls: Bool = false, _ body: (TestSocket) async throws -> Result
    ) async throws -> Result {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: server.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    if tls {
                        var configuration = TLSConfiguration.makeClientConfiguration()
                        configuration.trustRoots = .certificates(
                            try NIOSSLCertificate.fromPEMBytes(Array(TestCertificate.certificate.utf8)))
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLClientHandler(
                                context: NIOSSLContext(configuration: configuration), serverHostname: "localhost"))
                    }
                    return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await body(TestSocket(inbound, outbound, channel.channel))
        }
    }

    func write(_ text: String) async throws { try await outbound.write(ByteBuffer(string: text)) }
    func write(_ bytes: [UInt8]) async throws { try await outbound.write(ByteBuffer(bytes: bytes)) }

    func close() async throws { try await channel.close() }

    /// Exactly this many bytes.
    func read(_ count: Int) async throws -> [UInt8] {
        while buffer.readableBytes < count { try await fill() }
        return buffer.readBytes(length: count) ?? []
    }

    /// Everything up to and including `text`.
    func read(through text: String) async throws -> String {
        let end = Array(text.utf8)
        while true {
            let bytes = Array(buffer.readableBytesView)
            if bytes.count >= end.count,
                let start = (0...(bytes.count - end.count)).first(where: { bytes[$0..<$0 + end.count] == end[...] })
            {
                return String(decoding: try await read(start + end.count), as: UTF8.self)
            }
            try await fill()
        }
    }

    /// Everything until the server closes.
    func readToEnd() async throws -> String {
        while let more = try await inbound.next(isolation: #isolation) { buffer.writeImmutableBuffer(more) }
        return String(buffer: buffer)
    }

    /// What has arrived and was not taken.
    func rest() -> [UInt8] { Array(buffer.readableBytesView) }

    /// The server closed before everything that was expected had come.
    struct Ended: Error {}

    private func fill() async throws {
        guard let more = try await inbound.next(isolation: #isolation) else { throw Ended() }
        buffer.writeImmutableBuffer(more)
    }
}
