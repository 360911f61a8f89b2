// Run inside the container: asks the API on its own port whether it is up.
import { get } from 'node:http';

const port = process.env.PORT ?? '4000';

get({ host: 'localhost', port, path: '/health', timeout: 5000 }, (response) => {
  process.exit(response.statusCode === 200 ? 0 : 1);
}).on('error', () => process.exit(1));
