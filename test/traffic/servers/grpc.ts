import { join } from 'node:path';
import {
  loadPackageDefinition,
  type sendUnaryData,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServiceClientConstructor,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';

interface Words {
  readonly text: string;
}

/** A gRPC server without TLS on a free loopback port, with an echo service and reflection. */
export class GrpcServer {
  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async start(): Promise<GrpcServer> {
    const definition = loadSync(join(__dirname, 'echo.proto'));
    const server = new Server();
    server.addService(echoService(definition), { say });
    new ReflectionService(definition).addToServer(server);
    const port = await new Promise<number>((done, fail) => {
      server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
        error ? fail(error) : done(bound),
      );
    });
    return new GrpcServer(server, port);
  }

  stop(): void {
    this.server.forceShutdown();
  }
}

function say(call: ServerUnaryCall<Words, Words>, answer: sendUnaryData<Words>): void {
  answer(null, call.request);
}

function echoService(definition: ReturnType<typeof loadSync>): ServiceClientConstructor['service'] {
  const loaded = loadPackageDefinition(definition) as unknown as {
    meshext: { test: { Echo: ServiceClientConstructor } };
  };
  return loaded.meshext.test.Echo.service;
}
