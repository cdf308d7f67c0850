/** The line between browser and server, which can be cut and mended while both live on. */
import { connect, createServer, type Server, type Socket } from 'node:net';

export class Line {
  #server: Server | undefined;
  #sockets = new Set<Socket>();
  #cut = false;
  port = 0;

  constructor(private readonly to: number) {}

  get address(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async open(): Promise<void> {
    this.#server = createServer((near) => {
      if (this.#cut) {
        near.destroy();
        return;
      }
      const far = connect(this.to, '127.0.0.1');
      for (const socket of [near, far]) {
        this.#sockets.add(socket);
        socket.on('error', () => socket.destroy());
        socket.on('close', () => {
          this.#sockets.delete(socket);
          near.destroy();
          far.destroy();
        });
      }
      near.pipe(far);
      far.pipe(near);
    });
    await new Promise<void>((ready) => this.#server!.listen(0, '127.0.0.1', ready));
    this.port = (this.#server.address() as { port: number }).port;
  }

  cut(): void {
    this.#cut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  mend(): void {
    this.#cut = false;
  }

  close(): void {
    this.cut();
    this.#server?.close();
  }
}
