console.log('filled');
