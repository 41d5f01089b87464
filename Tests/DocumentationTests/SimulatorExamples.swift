import DialectSimulator

/// The code of the guide to the simulator.
enum SimulatorExamples {
    static func faults() async throws {
        var configuration = ResponsesServer.Configuration(recordsRequests: true)
        configuration.lanes = .unsupported
        configuration.networkDelay = .milliseconds(30)

        configuration.faults = FaultPlan(
            seed: 7,
            [
                .handshake(0, .refuse(status: 503)),
                .request(1, .close(1011, at: 3)),
                .request(2, .drop(at: .start)),
                .lane("background", .delay(.seconds(1), at: 1)),
                .randomly(0.01, .stall(at: 2), .malformedJSON(at: 4), .error("server_error", at: .start)),
            ])

        try await withSimulator(ScriptedModel.echo(), configuration: configuration) { simulator in
            simulator.expireConnections()
            simulator.closeConnections(code: 1012)
            simulator.abortConnections()
        }
    }
}
