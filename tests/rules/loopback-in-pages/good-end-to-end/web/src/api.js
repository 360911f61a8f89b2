export const list = () => fetch('/api/goods');
