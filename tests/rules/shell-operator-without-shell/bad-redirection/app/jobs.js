console.log('jobs');
