const links = window.__LINKS__ || {
  api: 'http://localhost:8000',
  charts: 'http://localhost:3000'
};

export default links;
