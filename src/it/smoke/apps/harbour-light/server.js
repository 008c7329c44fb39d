const http = require('http');
if (!process.env.LIGHT_COLOUR) {
  throw new Error('LIGHT_COLOUR is not set');
}
const server = http.createServer((request, response) => response.end('open'));
server.listen(4200, '0.0.0.0', () => console.log('Listening at http://0.0.0.0:4200'));
process.on('SIGTERM', () => process.exit(0));
