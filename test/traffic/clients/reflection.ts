import { dirname, join } from 'node:path';
import {
  type ClientDuplexStream,
  credentials,
  loadPackageDefinition,
  type ServiceClientConstructor,
  type ServiceError,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

const PROTO = join(
  dirname(require.resolve('@grpc/reflection/package.json')),
  'build/proto/grpc/reflection/v1/reflection.proto',
);

interface ListRequest {
  readonly list_services: string;
}
interface ListResponse {
  readonly list_services_response?: { readonly service: readonly { readonly name: string }[] };
}
type Listing = ClientDuplexStream<ListRequest, ListResponse>;

/** The names of the services that a gRPC server lists by reflection; rejects with gRPC's error code otherwise. */
export async function listServices(target: string, limitMs: number): Promise<string[]> {
  const Reflection = reflectionClient();
  const client = new Reflection(target, credentials.createInsecure(), { 'grpc.enable_http_proxy': 0 });
  try {
    return await list(client.makeBidiStreamRequest.bind(client), Reflection, limitMs);
  } finally {
    client.close();
  }
}

/** The gRPC error code (14 is UNAVAILABLE) of a call that must fail; undefined when it did not fail. */
export async function failureCode(call: Promise<unknown>): Promise<number | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    return (error as ServiceError).code;
  }
}

type MakeCall = InstanceType<ServiceClientConstructor>['makeBidiStreamRequest'];

function list(makeCall: MakeCall, { service }: ServiceClientConstructor, limitMs: number): Promise<string[]> {
  const method = service['ServerReflectionInfo'];
  if (method === undefined) throw new Error('The reflection protocol has no method ServerReflectionInfo.');
  const deadline = Date.now() + limitMs;
  return new Promise((done, fail) => {
    const call: Listing = makeCall(method.path, method.requestSerialize, method.responseDeserialize, { deadline });
    call.on('data', (answer: ListResponse) => {
      done((answer.list_services_response?.service ?? []).map(({ name }) => name).sort());
      call.end();
    });
    call.on('error', fail);
    call.on('end', () => fail(new Error('The server ended the call without an answer.')));
    call.write({ list_services: '' });
  });
}

function reflectionClient(): ServiceClientConstructor {
  const definition = loadPackageDefinition(loadSync(PROTO, { keepCase: true })) as unknown as {
    grpc: { reflection: { v1: { ServerReflection: ServiceClientConstructor } } };
  };
  return definition.grpc.reflection.v1.ServerReflection;
}
