const api = process.env.API_URL || process.env.OLD_API_URL || 'http://localhost:8088';

fetch(api);
