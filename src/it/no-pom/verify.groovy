dev.runtimeaudit.it.ItResult.in(basedir).reports('.', 'a').asExpected()
