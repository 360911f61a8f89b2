print('hive')
