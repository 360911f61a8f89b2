console.log('hive')
