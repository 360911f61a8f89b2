export const work = () => console.log("orders");
