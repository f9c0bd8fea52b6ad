import { join } from 'node:path';
import { Helper } from './helper.ts';
import { productEnvironment } from './settings.ts';
import type { Stage } from './stage.ts';

/** The work of the composed product since the last reading of the counters. */
export interface Counts {
  readonly reads: number;
  readonly writes: number;
  readonly documentsRead: number;
  readonly calls: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
}

/** The composed product over one of the stage's SQLite files; see `composed-process.ts`. */
export class ComposedProduct {
  readonly url: string;
  readonly #helper: Helper;

  private constructor(helper: Helper, url: string) {
    this.#helper = helper;
    this.url = url;
  }

  static async start(stage: Stage, data: string, env: Record<string, string> = {}): Promise<ComposedProduct> {
    const helper = new Helper(join(import.meta.dirname, 'composed-process.ts'));
    const settings = productEnvironment(stage.sifelyUrl, stage.homegraphUrl);
    const dataDir = join(stage.folder, data);
    const url = await helper.call<string>('start', { ...settings, DATA_DIR: dataDir, ...env });
    return new ComposedProduct(helper, url);
  }

  settle(): Promise<void> {
    return this.#helper.call('settle');
  }

  countCalls(): Promise<void> {
    return this.#helper.call('countCalls');
  }

  takeCounts(): Promise<Counts> {
    return this.#helper.call('takeCounts');
  }

  stop(): void {
    this.#helper.stop();
  }
}
