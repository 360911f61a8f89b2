export class Orders1748000000000 {
  async up(runner) {
    await runner.query("CREATE TABLE orders (id int)");
  }
}
