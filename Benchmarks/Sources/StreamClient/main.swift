import Foundation

guard let arguments = Arguments(CommandLine.arguments) else {
    FileHandle.standardError.write(
        Data("usage: StreamClient floor|jsondecoder|event sse|ws PORT MODEL [--requests N] [--notes PORT]\n".utf8))
    exit(2)
}

// A synchronous main that waits: an asynchronous one would add its own executor to every count.
let meter = Meter(notesPort: arguments.notesPort)
switch (arguments.mode, arguments.transport) {
case (.floor, .sse): try RawSSE.run(arguments, meter, reader: ScanningReader())
case (.floor, .ws): try RawWebSocket.run(arguments, meter, reader: ScanningReader())
case (.jsondecoder, .sse): try RawSSE.run(arguments, meter, reader: DecodingReader())
case (.jsondecoder, .ws): try RawWebSocket.run(arguments, meter, reader: DecodingReader())
case (.event, _): DialectMode.run(arguments, meter)
}
print(meter.summary)
