import type { RequestHandler } from 'express';

/** Refuses requests from elsewhere, to another host name, or from a page of another site: keeps it from sending commands through a visitor's browser. */
export const loopbackOnly: RequestHandler = (request, response, next) => {
  const isLocal = /^(::1|(::ffff:)?127\.)/.test(request.socket.remoteAddress ?? '');
  const isAddressedLocally = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/.test(
    request.headers.host ?? '',
  );
  const { origin } = request.headers;
  const isFromHere = origin === undefined || origin === `http://${request.headers.host}`;
  if (isLocal && isAddressedLocally && isFromHere) next();
  else response.status(403).json({ error: 'Only this computer can use this' });
};
