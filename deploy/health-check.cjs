// Ends with 0 if the server of this container answers, else with 1. The image has no curl.
const { get } = require('node:http');

const request = get(
  { host: '127.0.0.1', port: process.env.PORT || 8080, path: '/health', timeout: 4000 },
  (response) => {
    process.exit(response.statusCode === 200 ? 0 : 1);
  },
);
request.on('timeout', () => request.destroy());
request.on('error', () => process.exit(1));
