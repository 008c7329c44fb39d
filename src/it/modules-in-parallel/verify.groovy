dev.runtimeaudit.it.ItResult.in(basedir).reports('.', 'a', 'b', 'c').reportsOnce('a', 'b', 'c').asExpected()
