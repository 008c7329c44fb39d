dev.runtimeaudit.it.ItResult.in(basedir).lists('target/services.json', 'a', 'b', 'c').asExpected()
