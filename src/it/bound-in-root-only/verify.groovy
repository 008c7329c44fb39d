dev.runtimeaudit.it.ItResult.in(basedir).reports('.', 'a', 'b', 'c').says('Audited before a, b, lib is built').asExpected()
