import type { Express } from 'express';

/** The paths below which routers are mounted; at the first one, a router matches every path. */
const MOUNTS = ['', '/oauth'];

interface Layer {
  readonly route?: {
    readonly path: string | readonly string[];
    readonly methods: Readonly<Record<string, boolean>>;
  };
  readonly handle: { readonly stack?: readonly Layer[] };
  match(path: string): boolean;
}

/** Returns the paths of an app that answer GET. Throws for a router that is mounted elsewhere than known here. */
export function routesOf(app: Express): string[] {
  const { stack } = app.router as unknown as { readonly stack: readonly Layer[] };
  return [...new Set(below(stack, ''))];
}

function below(stack: readonly Layer[], mount: string): string[] {
  return stack.flatMap((layer) => {
    const { route, handle } = layer;
    if (route !== undefined)
      return route.methods['get'] ? [route.path].flat().map((path) => mount + path) : [];
    if (handle.stack === undefined) return [];
    const [first] = below(handle.stack, '');
    if (first === undefined) return [];
    const own = MOUNTS.find((each) => layer.match(each + first));
    if (own === undefined) throw new Error(`the router with ${first} is mounted at an unknown path`);
    return below(handle.stack, mount + own);
  });
}
