import { createServer, connect, type Server, type ServerOpts, type Socket } from 'node:net';

/** Serves one accepted connection. */
export type Serve = (socket: Socket) => void;

/** A listening port whose server can be exchanged while it runs. */
export class Port {
  private readonly server: Server;
  private readonly open = new Set<Socket>();
  private accepted = 0;

  private constructor(
    private serve: Serve,
    options: ServerOpts,
  ) {
    this.server = createServer(options, (socket) => this.accept(socket));
  }

  static async listen(address: string, port: number, serve: Serve, options: ServerOpts = {}): Promise<Port> {
    const listening = new Port(serve, options);
    await new Promise<void>((done, fail) => {
      listening.server.once('error', fail);
      listening.server.listen(port, address, done);
    });
    return listening;
  }

  /** How many connections came in so far. */
  get connections(): number {
    return this.accepted;
  }

  /** New connections get this server; the ones that another server has are cut. */
  exchange(serve: Serve): void {
    this.serve = serve;
    this.cut();
  }

  close(): void {
    this.server.close();
    this.cut();
  }

  private accept(socket: Socket): void {
    this.accepted += 1;
    this.open.add(socket);
    socket.on('close', () => this.open.delete(socket));
    socket.on('error', () => socket.destroy());
    this.serve(socket);
  }

  private cut(): void {
    for (const socket of this.open) socket.destroy();
  }
}

/** Sends every byte back. */
export const echo: Serve = (socket) => {
  socket.on('error', () => socket.destroy());
  socket.pipe(socket);
};

/** Hands the connection to a server on another port of this machine. */
export function forward(port: number): Serve {
  return (socket) => {
    const onward = connect({ host: '127.0.0.1', port });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => onward.destroy());
    onward.on('error', () => socket.destroy());
    onward.on('close', () => socket.end());
    socket.pipe(onward).pipe(socket);
  };
}
