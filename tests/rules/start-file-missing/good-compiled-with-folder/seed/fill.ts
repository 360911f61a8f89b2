console.log("fill");
