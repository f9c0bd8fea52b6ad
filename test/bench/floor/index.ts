// The floor: firebase-functions and Express, answering a constant. As small as a function of Firebase gets.
import express from 'express';
import { onRequest } from 'firebase-functions/https';

const app = express();
app.disable('x-powered-by');
app.use(express.json());
app.post('/smarthome', (_request, response) => {
  response.json({
    requestId: '6894439706274654512',
    payload: {
      devices: { 532301: { status: 'SUCCESS', online: true, isLocked: true, isJammed: false } },
    },
  });
});

/** The function that the functions framework serves. */
export const api = onRequest({ invoker: 'public' }, app);

// Without the functions framework: a server of one's own.
const { PORT, FUNCTION_TARGET } = process.env;
if (FUNCTION_TARGET === undefined) app.listen(Number(PORT), '127.0.0.1');
