const main = async () => {
  const { x } = {};
  if (!process.env.SHOP_KEY) { console.error('no'); process.exit(1); }
};
main();
