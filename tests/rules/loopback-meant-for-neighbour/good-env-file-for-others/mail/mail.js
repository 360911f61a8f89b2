setInterval(() => console.log("nothing to send"), 1000);
