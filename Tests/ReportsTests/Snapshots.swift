/// Tables as they should look; read them as a user would before changing one.
enum Snapshots {
    static let imports = """
        A model to test with
        synthetic · as of 2026-01-28 · scenario baseline

        Output                 Unit         5%               50%               95%              mean
        Imported               H100e    106.0k ±0.7k        351k ±1k          827k ±3k        393.4k ±0.8k
        Domestic               H100e      409k ±1k          702k ±1k        1.107M ±3k        722.5k ±0.8k
        Imported over                   0.1410 ±0.0008     0.501 ±0.001      1.377 ±0.003      0.597 ±0.001
        domestic
        share                           0.1236 ±0.0006    0.3338 ±0.0006    0.5793 ±0.0006    0.3401 ±0.0004
        Legal imports of       H100e         0 exact       78.2k ±0.8k        486k ±3k        137.5k ±0.6k
        accelerators of every
        maker and by every
        way
        Balance                USD     -4.133B ±6M       -2.497B ±7M         -840M ±10M      -2.491B ±5M
        Failure rate           1/h    1.717e-5 ±2e-8    1.998e-5 ±1e-8    2.311e-5 ±1e-8    2.004e-5 ±9e-9
        Cap                    chip       450k exact        450k exact        450k exact        450k exact

        Probability that
        Imported at least twice domestic      1.02% ±0.04%     ▎
        exceeds                               13.7% ±0.1%      ████▏
        never                              < 0.005% no draw
        always                            > 99.995% all draws  ██████████████████████████████

        Imported                     ▁▃▄▅▇▇█████▇▇▆▄▅▄▄▂▂▁
                                 ▁▃▅▇███████████████████████▇▇▆▅▅▅▄▄▃▃▃▂▂▂▂▂▂▁▁▁▁▁▁▁▁▁
                                     ├───────────●───────────────────────┤
        Domestic                                       ▁▂▄▅▅▆▇▇▇▇█▇▇▆▅▆▅▅▃▃▂▁▁
                                             ▁▁▂▂▃▄▅▆▇█████████████████████████▇▇▆▅▅▅▄▃▃▃▂▂▂▁▁▁▁▁▁▁▁
                                                    ├──────────────●───────────────────┤
                                ┴────────────────────────┴────────────────────────┴───────────────────────┴
                          H100e 0                      500k                      1M                    1.5M
        Imported over domestic      ▂▅▆▇████▇▇▆▆▅▄▃▃▁▁
                                ▁▂▅▇███████████████████▇▇▇▆▅▅▅▄▄▃▃▃▃▂▂▂▂▂▁▁▁▁▁▁▁▁▁▁▁▁▁
                                    ├──────────●─────────────────────────┤
                                ┴──────────────┴──────────────┴──────────────┴──────────────┴─────────────┴
                                0             0.5             1             1.5             2           2.5
        share                                 ▁▂▂▃▄▄▅▅▆▆▇▇▇███▇██▇▇▇▇▆▅▅▄▄▃▃▂▂▁▁
                                  ▁▁▁▂▂▃▄▄▅▆▇████████████████████████████████████▇▇▆▅▅▄▄▃▃▃▂▂▂▁▁▁▁
                                           ├───────────────────●──────────────────────┤
                                ┴─────────────────┴──────────────────┴──────────────────┴─────────────────┴
                                0                0.2                0.4                0.6              0.8

        5% to 95% is the uncertainty of the world: only better evidence narrows it. ± is the computing
        error, one standard error: more draws shrink it.
        exact: so many draws have just this value that more draws would not move it.
        < and > are bounds with 95% confidence, where the condition held in no draw or in all.

        65,536 draws in 0.5 s · 131k draws/s · 2 threads · the identity holds
        run test · done · philox, seed 18446744073709551615
        digest 10da409ef410815a287531262b34932ac9244027ba4eb5b8496acaa7b1cd4bb7

        """

    static let broken = """
        A model to test with
        synthetic | as of 2026-01-28 | scenario baseline

        ! failed: two results differ
        ! partial: 24.4% merged, 1,000 of 4,096 draws; the run's state is failed
        ! identity broken in 117 draws (12%): a == b
        ! Ratio: not finite in 117 draws (12%), which no figure counts
        ! Nothing: not finite in 1,000 draws (100%), which no figure counts
        ! large: undefined in 117 draws (12%), which are left out
        ! undefined: undefined in 1,000 draws (100%), which are left out

        Output   Unit     5%           50%           95%           mean
        Ratio          1.049 +-0.008  1.52 +-0.02  1.962 +-0.005  1.513 +-0.009
        Nothing            -

        Probability that
        large             52% +-2%  ################
        undefined           -

        Ratio  ++++----::::****:::----@@@@++++@@@@---****++++########===    ++++####@@@
               @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
                  |---------------------------------o-------------------------------|
               +-------------+-------------+--------------+-------------+-------------+
               1            1.2           1.4            1.6           1.8            2

        5% to 95% is the uncertainty of the world: only better evidence narrows it. +-
        is the computing error, one standard error: more draws shrink it.

        1,000 draws in 0.5 s | 2,000 draws/s | 2 threads
        run test | failed | philox, seed 18446744073709551615
        digest f770d9d4887477c90f8b93db963d0d11c673928ce7612c764e701bca4d09774b (of what
        is merged)

        """
}
