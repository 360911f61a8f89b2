export default { resolve: { alias: { parts: "/src/parts" } } };
