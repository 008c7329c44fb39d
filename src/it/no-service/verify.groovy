dev.runtimeaudit.it.ItResult.in(basedir).reports('.').says('No service was audited in this build').asExpected()
