console.log("carts");
