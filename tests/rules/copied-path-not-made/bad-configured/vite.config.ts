export default { build: { outDir: 'public/app', sourcemap: true } };
