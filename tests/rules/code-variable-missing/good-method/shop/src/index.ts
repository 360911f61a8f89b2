export class Till {
  async pay(
    customer: string,
    done?: string,
  ) {
    const key = process.env.TILL_KEY;
    if (!key) throw new Error('The till is closed');
    return { customer, done };
  }
}

console.log(new Till());
