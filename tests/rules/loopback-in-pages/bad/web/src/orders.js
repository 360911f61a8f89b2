export const orders = () => fetch('http://localhost:5000/orders');
