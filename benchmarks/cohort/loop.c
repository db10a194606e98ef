/* The rules by hand as one loop over columns. Enums are codes, sets are bit masks. */

#include <stdint.h>

typedef struct {
    const int8_t *stage, *role, *contract, *funding, *level, *motives, *activities;
    const uint8_t *on_leave, *is_protected, *agrees;
    const int32_t *years, *papers, *budget, *amount, *price, *weeks;
    const double *own_hours, *hours;
} facts;

typedef struct {
    int8_t *standing;
    int32_t *credit, *signals;
    uint8_t *secure;
    double *hours_total;
    int32_t *share;
    uint8_t *time_fits, *money_fits;
    int8_t *backing, *depth;
    double *burden;
    int8_t *direction;
    int32_t *obstacles;
    double *score;
    int8_t *outcome;
} answers;

void answer(const facts *f, const answers *a, int64_t rows) {
    for (int64_t i = 0; i < rows; i++) {
        int stage = f->stage[i], research = f->role[i] == 2, funding = f->funding[i];
        int years = f->years[i], papers = f->papers[i];
        int motives = f->motives[i], activities = f->activities[i];
        int on_leave = f->on_leave[i], agrees = f->agrees[i];
        int late = stage >= 2;

        int standing = (activities & 6) != 0;
        if (years >= 3 || papers >= 10) standing = 2;
        if ((years >= 5 && stage >= 3) || (papers >= 30 && late)) standing = 3;

        int credit = 3 * ((activities & 2) != 0) + 2 * ((activities & 4) != 0)
            + 2 * ((activities & 8) != 0 && years >= 2) + ((activities & 16) != 0)
            + 2 * (papers >= 5) + 2 * (papers >= 20) - 2 * on_leave;

        int leads = motives & 1;
        int leader = leads && late, scholar = papers >= 10 || research;
        int teacher = (motives & 2) != 0 && !research, mender = (motives & 8) != 0;
        int signals = leader | scholar << 1 | teacher << 2 | mender << 3
            | (!leads && (motives & 16) != 0) << 4;

        int contract = f->contract[i];
        int secure = contract == 0 || (contract == 1 && agrees);
        int share = funding == 0 ? f->price[i] : funding == 1 ? f->price[i] - f->amount[i] : 0;
        if (share < 0) share = 0;
        int time_fits = !on_leave && f->own_hours[i] >= f->hours[i];
        int budget = f->budget[i];
        int money_fits = budget >= share || (agrees && budget * 2 >= share);

        int backing = funding == 2 && f->is_protected[i] ? 0
            : funding != 0 || (f->is_protected[i] && agrees) ? 1 : 2;
        int depth = (credit >= 3) + (credit >= 7);
        double hours_total = f->hours[i] * f->weeks[i];
        double burden = hours_total * 0.5 + f->weeks[i] * 2;

        int clear = (leader && standing >= 2) || (scholar && depth == 2);
        int direction = clear ? 0 : teacher || depth >= 1 ? 1 : 2;
        int motive = mender && !teacher;
        int obstacles = !time_fits | !money_fits << 1 | (!secure && f->level[i] >= 2) << 2 | motive << 3;
        double score = credit * 10 - burden * 0.25 + (clear ? 20 : 0);

        int outcome = motive || (direction == 2 && score < 0) ? 4
            : clear && time_fits && money_fits && backing != 2 ? 0
            : clear && score >= 30 ? 1
            : direction == 1 && burden <= 300 ? 2 : 3;

        a->standing[i] = standing;
        a->credit[i] = credit;
        a->signals[i] = signals;
        a->secure[i] = secure;
        a->hours_total[i] = hours_total;
        a->share[i] = share;
        a->time_fits[i] = time_fits;
        a->money_fits[i] = money_fits;
        a->backing[i] = backing;
        a->depth[i] = depth;
        a->burden[i] = burden;
        a->direction[i] = direction;
        a->obstacles[i] = obstacles;
        a->score[i] = score;
        a->outcome[i] = outcome;
    }
}
